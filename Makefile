# kakekomi: `make run` builds and starts it, `make test` tests it; both install what is missing.

VERSION := 0.1.0
BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif

BUILD_PACKAGES := gcc libc6-dev libcjson-dev libsqlite3-dev libreadline-dev libunistring-dev libsodium-dev
TEST_PACKAGES := clang libclang-rt-14-dev libcmocka-dev python3 clang-tidy cppcheck

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
HARDENING := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENED_LINK := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(WARNINGS) -Iapp -DKAKEKOMI_VERSION='"$(VERSION)"' $(CFLAGS) $(if $(SANITIZE),$(SANITIZE),$(HARDENING))
LIBS := -lcjson -lsqlite3 -lreadline -lunistring -lsodium

SOURCES := $(sort $(wildcard app/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
MAIN := $(BUILD)/obj/app/main.o
UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all run test check bench deps test-deps clean unit lint golden
.DELETE_ON_ERROR:

JOBS := -j$(shell nproc 2>/dev/null || echo 2)

all: deps
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/kakekomi

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
	@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  LINK $@";) $(CC) $(SANITIZE) $(HARDENED_LINK) -o $@ $(MAIN) $(BUILD)/libkakekomi.a $(LIBS)

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

# The program and bare C yardsticks, measured in turn in one run.
bench: all
	@$(MAKE) --no-print-directory $(BUILD)/bench/bench $(BUILD)/bench/yard
	@$(BUILD)/bench/bench $(BUILD)/kakekomi $(BUILD)/bench/yard playbooks

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libkakekomi.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(BUILD)/libkakekomi.a $(HARDENED_LINK) $(LIBS) -lutil

# Static analysis; warnings are errors.
lint: test-deps
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=varFuncNullUB --suppress=ctuuninitvar:app/base/hash.c --error-exitcode=1 --quiet -Iapp -DKAKEKOMI_VERSION='"0"' app
	printf '%s\n' $(SOURCES) app/main.c | xargs -P 2 -n 8 sh -c 'clang-tidy --quiet "$$@" -- -std=c17 -D_GNU_SOURCE -Iapp -DKAKEKOMI_VERSION=\"0\" 2>/dev/null' tidy

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(MAIN:.o=.d) $(UNIT_TESTS:=.d)
