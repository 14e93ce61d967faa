# kakekomi: `make run` builds and starts it, `make test` tests it; both install what is missing.

VERSION := 0.1.0
BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif

BUILD_PACKAGES := gcc libc6-dev pkgconf libcjson-dev libsqlite3-dev libreadline-dev libunistring-dev libsodium-dev nettle-dev libqrencode-dev \
  libpsl-dev libidn2-dev libcurl4-openssl-dev libgmime-3.0-dev libseccomp-dev libpango1.0-dev fonts-ipaexfont-gothic
TEST_PACKAGES := clang llvm libclang-rt-14-dev libcmocka-dev python3 clang-tidy cppcheck minisign poppler-utils zbar-tools chromium zsh fish man-db debhelper \
  lintian debootstrap build-essential python3-jsonschema graphviz openssl python3-aiosmtpd minisign

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
HARDENING := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENED_LINK := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(WARNINGS) -Iapp -DKAKEKOMI_VERSION='"$(VERSION)"' $(CFLAGS) $(if $(SANITIZE),$(SANITIZE),$(HARDENING))
# libpsl, libidn2, libunistring and Nettle are linked in: loading them would cost every start more than all the rest of them.
LIBS := -lcjson -lsqlite3 -lreadline -l:libpsl.a -l:libidn2.a -l:libunistring.a -lsodium -l:libnettle.a -lqrencode

SOURCES := $(sort $(wildcard app/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
MAIN := $(BUILD)/obj/app/main.o
UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/tests/%)

# Helper programs, started by fork and exec so that the main program stays small: FLOOR's app/FLOOR/helper/*.c with the
# libraries (pkg-config's names) that only it is linked with.
PROGRAM_mail := kakekomi-mail
PACKAGES_mail := gmime-3.0 libseccomp
PROGRAM_sheet := kakekomi-pdf
PACKAGES_sheet := pangocairo
PROGRAM_net := kakekomi-net
PACKAGES_net := libcurl
helper_sources = $(sort $(wildcard app/$(1)/helper/*.c))
HELPER_FLOORS := $(foreach f,mail sheet net,$(if $(call helper_sources,$(f)),$(f)))
HELPERS := $(foreach f,$(HELPER_FLOORS),$(BUILD)/$(PROGRAM_$(f)))

.PHONY: helpers all run test check bench fuzz fuzz-build sure eval deps test-deps clean unit lint golden install uninstall deb
.DELETE_ON_ERROR:

JOBS := -j$(shell nproc 2>/dev/null || echo 2)

all: deps
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/kakekomi helpers

# Somebody in a hurry sees one line, not the compiler's.
run:
	@[ -x $(BUILD)/kakekomi ] || echo "準備しています。初めは1分ほどかかります。"
	@$(MAKE) --no-print-directory -s all
	@$(BUILD)/kakekomi

# A missing package is installed by root or through sudo; otherwise one line names the command.
define install
	@missing=; for p in $(1); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$p"; done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null 2>&1; then as=sudo; \
	else echo "kakekomi: packages are missing; as root, type: apt-get install$$missing" >&2; exit 1; fi; \
	echo "installing:$$missing" >&2; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null
endef

deps:
	$(call install,$(BUILD_PACKAGES))

test-deps: deps
	$(call install,$(TEST_PACKAGES))

$(BUILD)/kakekomi: $(MAIN) $(BUILD)/libkakekomi.a
	@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  LINK $@";) $(CC) $(SANITIZE) $(HARDENED_LINK) $(LDFLAGS) -o $@ $(MAIN) $(BUILD)/libkakekomi.a $(LIBS)

helpers: $(HELPERS)

define helper
$(BUILD)/$(PROGRAM_$(1)): $(patsubst %.c,$(BUILD)/obj/%.o,$(call helper_sources,$(1))) $(BUILD)/libkakekomi.a
	@$$(if $$(findstring s,$$(firstword -$$(MAKEFLAGS))),,echo "  LINK $$@";) $$(CC) $$(SANITIZE) $$(HARDENED_LINK) $$(LDFLAGS) -o $$@ $$^ $$$$(pkg-config --libs $(PACKAGES_$(1))) $$(LIBS)

$(BUILD)/obj/app/$(1)/helper/%.o: app/$(1)/helper/%.c Makefile
	@mkdir -p $$(@D)
	@$$(if $$(findstring s,$$(firstword -$$(MAKEFLAGS))),,echo "  CC $$<";) $$(CC) $$(ALL_CFLAGS) $$$$(pkg-config --cflags $(PACKAGES_$(1)) | sed 's/-I/-isystem /g') -MMD -MP -c -o $$@ $$<

-include $(patsubst %.c,$(BUILD)/obj/%.d,$(call helper_sources,$(1)))
endef
$(foreach f,$(HELPER_FLOORS),$(eval $(call helper,$(f))))

$(BUILD)/libkakekomi.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $(OBJECTS)

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  CC $<";) $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libkakekomi.a
	@mkdir -p $(@D)
	@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  CC $<";) $(CC) $(ALL_CFLAGS) -Itests -MMD -MP -o $@ $< $(BUILD)/libkakekomi.a $(HARDENED_LINK) $(LIBS) -lcmocka

unit: $(UNIT_TESTS)

test: test-deps
	@tests/run

# After words were changed on purpose: writes the golden paper and screens anew; read the difference before keeping it.
golden: all
	@KAKEKOMI_GOLDEN=write python3 tests/golden/test_golden.py
	@KAKEKOMI_GOLDEN=write python3 tests/tty/test_screens.py

# How many frauds are found and how many honest mails accused, on mails of one's own: LABELS as described in tests/eval.py.
eval: all
	@[ -d "$(MAILS)" ] && [ -f "$(LABELS)" ] || { echo "usage: make eval MAILS=DIR LABELS=FILE" >&2; exit 2; }
	@python3 tests/eval.py "$(MAILS)" "$(LABELS)"

# The program and bare C yardsticks, measured in turn in one run.
bench: all
	@$(MAKE) --no-print-directory $(BUILD)/bench/bench $(BUILD)/bench/yard
	@$(BUILD)/bench/bench $(BUILD)/kakekomi $(BUILD)/bench/yard playbooks tests/scenarios
	@$(MAKE) --no-print-directory $(addprefix $(BUILD)/bench/,paper fill yard_pdf)
	@$(MAKE) --no-print-directory $(addprefix $(BUILD)/bench/,mail mail_yard check)
	@$(BUILD)/bench/paper $(BUILD)/kakekomi $(BUILD)/bench/fill $(BUILD)/bench/yard_pdf
	@$(BUILD)/bench/mail $(BUILD)/kakekomi-mail $(BUILD)/bench/mail_yard
	@$(BUILD)/bench/check $(BUILD)/kakekomi $(BUILD)/bench/mail_yard
	@$(MAKE) --no-print-directory $(BUILD)/bench/packs
	@$(BUILD)/bench/packs $(BUILD)/kakekomi playbooks
	@$(MAKE) --no-print-directory $(BUILD)/bench/feed
	@$(BUILD)/bench/feed
	@$(MAKE) --no-print-directory $(BUILD)/bench/casebook
	@$(BUILD)/bench/casebook $(BUILD)/kakekomi

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libkakekomi.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/bench -o $@ $< $(BUILD)/libkakekomi.a $(HARDENED_LINK) $(LIBS) -lutil

# The yardstick for mail is a bare program around GMime.
$(BUILD)/bench/mail_yard: tests/bench/mail_yard.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -O2 -o $@ $< $$(pkg-config --cflags --libs $(PACKAGES_mail))

$(BUILD)/bench/yard_pdf: tests/bench/yard_pdf.c
	@mkdir -p $(@D)
	$(CC) -O2 -o $@ $< $$(pkg-config --cflags --libs pangocairo)

# Fuzz targets under clang's libFuzzer, ASan and UBSan; SECONDS each, the corpus grown in build/fuzz/corpus. `make fuzz SECONDS=600 TARGETS="mail url"`
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_FLAGS := BUILD=build/fuzz CC=clang CFLAGS='-O1 -g -fno-omit-frame-pointer' \
  SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
TARGETS ?= $(FUZZ)
SECONDS ?= 60
FUZZ_MAIL = $(filter-out %/main.o,$(patsubst %.c,$(BUILD)/obj/%.o,$(call helper_sources,mail)))

fuzz: all fuzz-build
	@KAKEKOMI_FUZZ_SECONDS=$(SECONDS) python3 tests/fuzz/test_fuzz.py $(TARGETS)

fuzz-build:
	@$(MAKE) --no-print-directory -s $(JOBS) $(FUZZ_FLAGS) $(addprefix build/fuzz/target/,$(FUZZ))

$(BUILD)/target/%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(BUILD)/libkakekomi.a
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -Itests/fuzz -o $@ $< $(filter %.o,$^) $(BUILD)/libkakekomi.a $(LIBS) $(if $(filter %.o,$^),$$(pkg-config --libs $(PACKAGES_mail)))

$(BUILD)/target/mail $(BUILD)/target/charset: $(FUZZ_MAIL)

# What is sure, in full: every fault at every place, a hundred thousand power cuts, every prompt of the matrix. Some twenty minutes.
sure: all
	@KAKEKOMI_SURE=1 LC_ALL=C.UTF-8 sh -c 'for t in tests/fault/test_*.py tests/tty/test_matrix.py tests/cli/test_canaries.py; do python3 $$t || exit 1; done'

# Static analysis; warnings are errors.
lint: test-deps
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=varFuncNullUB --suppress=ctuuninitvar:app/base/hash.c --error-exitcode=1 --quiet -Iapp -DKAKEKOMI_VERSION='"0"' app
	printf '%s\n' $(SOURCES) app/main.c | xargs -P 2 -n 8 sh -c 'clang-tidy --quiet "$$@" -- -std=c17 -D_GNU_SOURCE -Iapp -DKAKEKOMI_VERSION=\"0\" 2>/dev/null' tidy
	$(foreach f,$(HELPER_FLOORS),clang-tidy --quiet $(call helper_sources,$(f)) -- -std=c17 -D_GNU_SOURCE -Iapp -DKAKEKOMI_VERSION=\"0\" $$(pkg-config --cflags $(PACKAGES_$(f)) | sed 's/-I/-isystem /g') 2>/dev/null &&) true

# --- installing ---

PREFIX ?= /usr/local
DESTDIR ?=
SHARE = $(DESTDIR)$(PREFIX)/share
ZSH_FUNCTIONS ?= zsh/site-functions
GUIDANCE := $(sort $(shell find playbooks locale -name '*.json' -o -name VERSION -o -path '*/keys/*.pub' -o -path '*/keys/*.revoked'))
COMPLETIONS := $(BUILD)/completion/bash $(BUILD)/completion/zsh $(BUILD)/completion/fish
MANUALS := $(BUILD)/man/ja.1 $(BUILD)/man/en.1

$(BUILD)/completion/%: $(BUILD)/kakekomi locale/ja/messages.json
	@mkdir -p $(@D)
	@$(BUILD)/kakekomi --lang ja completion $* >$@

$(BUILD)/man/%.1: locale/%/kakekomi.1 Makefile
	@mkdir -p $(@D)
	@sed 's/@VERSION@/$(VERSION)/' $< >$@

# What lies where once it is installed: "from to" a line.
define INSTALLED
$(BUILD)/kakekomi bin/kakekomi
$(foreach h,$(HELPERS),$(h) libexec/kakekomi/$(notdir $(h))
)$(foreach g,$(GUIDANCE),$(g) share/kakekomi/$(g)
)$(BUILD)/man/en.1 share/man/man1/kakekomi.1
$(BUILD)/man/ja.1 share/man/ja/man1/kakekomi.1
$(BUILD)/completion/bash share/bash-completion/completions/kakekomi
$(BUILD)/completion/zsh share/$(ZSH_FUNCTIONS)/_kakekomi
$(BUILD)/completion/fish share/fish/vendor_completions.d/kakekomi.fish
endef
export INSTALLED

install: $(BUILD)/kakekomi helpers $(COMPLETIONS) $(MANUALS)
	@printf '%s\n' "$$INSTALLED" | while read -r from to; do \
	  [ -n "$$to" ] || continue; \
	  case $$to in bin/*|libexec/*) mode=755 ;; *) mode=644 ;; esac; \
	  install -D -m $$mode "$$from" "$(DESTDIR)$(PREFIX)/$$to" || exit 1; \
	done

# Takes away what install put there, and the folders that are its own.
uninstall:
	@printf '%s\n' "$$INSTALLED" | while read -r from to; do [ -z "$$to" ] || rm -f "$(DESTDIR)$(PREFIX)/$$to"; done
	@for d in "$(SHARE)/kakekomi" "$(DESTDIR)$(PREFIX)/libexec/kakekomi"; do [ ! -d "$$d" ] || find "$$d" -depth -type d -empty -delete; done

# build/kakekomi_VERSION_ARCH.deb, from a copy of the tree with .debian/ as debian/.
DEB_TREE = $(BUILD)/deb/kakekomi-$(VERSION)
DEB_BUILD := build-essential debhelper lintian dpkg-dev
deb:
	$(call install,$(BUILD_PACKAGES) $(DEB_BUILD))
	@rm -rf $(BUILD)/deb && mkdir -p $(DEB_TREE)
	@cp -R app playbooks locale Makefile README.md CHANGELOG.md LICENSE $(DEB_TREE)
	@cp -R .debian $(DEB_TREE)/debian
	@sed -i 's/@BUILD_PACKAGES@/$(foreach p,$(filter-out gcc libc6-dev,$(BUILD_PACKAGES)),$(p),)/' $(DEB_TREE)/debian/control
	@cd $(DEB_TREE) && env -u MAKEFLAGS -u MAKELEVEL -u INSTALLED -u BUILD dpkg-buildpackage -us -uc -b >../build.log 2>&1 || { tail -40 ../build.log; exit 1; }
	@mv $(BUILD)/deb/kakekomi_$(VERSION)_*.deb $(BUILD)/
	@ls $(BUILD)/kakekomi_$(VERSION)_*.deb

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(MAIN:.o=.d) $(UNIT_TESTS:=.d)
