# Thin: what a target needs is installed by .ci/setup when it is missing.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run dev build test lint test-native test-postgres test-runners test-databases test-browser bench arrangement corpus fuzz clean
MAKEFLAGS += --no-print-directory
# The parts share the processors and target/ anyway, and their output is read in order.
.NOTPARALLEL:

# The same code ends the same way every time; `CASES=5000 cargo test` without this looks for new faults by chance.
export PROPTEST_RNG_SEED ?= 20261121

PORT ?= 8080
TARGET ?= import
SECONDS := $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),600)
WITH_TOOLS := source .ci/common;
PAGE_SOURCES := $(shell find src style public 2>/dev/null | sed 's/ /\\ /g') index.html Trunk.toml Cargo.toml Cargo.lock package-lock.json

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: dist/index.html ## Build what changed and serve it, at http://127.0.0.1:8080/ or PORT=...
	@$(WITH_TOOLS) exec node .ci/serve.mjs --port $(PORT)

dev: ## Serve a debug build that is rebuilt as files change, at PORT=...
	@.ci/setup core page
	@$(WITH_TOOLS) exec trunk serve --dist target/dev-site --port $(PORT)

build: ## Make the static site in dist/ anew and print the sizes
	@.ci/setup core page
	@$(WITH_TOOLS) say "building dist/"; trunk build --release
	@node .ci/sizes.mjs dist

dist/index.html: $(PAGE_SOURCES)
	@$(MAKE) build

test: ## Check everything: format, lints, native, PostgreSQL, runners, MariaDB, SQLite and browser suites
	@$(MAKE) --keep-going lint test-native test-postgres test-runners test-databases test-browser

lint: ## Format and lints, of the native and of the browser build
	@.ci/setup core page
	@$(WITH_TOOLS) say "format and lints"; cargo fmt --check
	@$(WITH_TOOLS) cargo clippy --locked --all-targets -- -D warnings
	@$(WITH_TOOLS) cargo clippy --locked --target wasm32-unknown-unknown --no-default-features --features web --bin web -- -D warnings

test-native: ## Suites that need nothing but Rust
	@.ci/setup core
	@$(WITH_TOOLS) say "native suites"; cargo test --locked --no-fail-fast --lib --bins --test native
	@$(WITH_TOOLS) cargo test --locked --doc

test-postgres: ## Suites that start a private PostgreSQL server
	@.ci/setup core postgres squawk
	@$(WITH_TOOLS) say "PostgreSQL suites"; cargo test --locked --test postgres

test-runners: ## Migration layouts with the runners themselves: sqlx, diesel, dbmate, node-pg-migrate, Alembic, dblift
	@.ci/setup core postgres runners
	@$(WITH_TOOLS) say "runners"; cargo test --locked --test runners

test-databases: ## Suites that load what is written for MySQL and SQLite into MariaDB and SQLite
	@.ci/setup core databases
	@$(WITH_TOOLS) say "MariaDB and SQLite suites"; cargo test --locked --test databases

test-browser: ## Suites in headless Chromium, on the built site (SPEC=name to choose)
	@.ci/setup core page browser
	@$(MAKE) -s dist/index.html
	@$(WITH_TOOLS) say "browser suites"; playwright test --config tests/browser/playwright.config.ts $(SPEC)

bench: dist/index.html ## Print figures, on a generated schema or on gitlab/schema.sql of CORPUS=folder
	@.ci/setup core page browser
	@mkdir -p target/bench; node tests/bench/schema.mjs > target/bench/schema.sql
	@$(WITH_TOOLS) say "native figures"; cargo bench --locked --quiet --bench figures -- "$(if $(CORPUS),$(abspath $(CORPUS))/gitlab/schema.sql,target/bench/schema.sql)"
	@$(WITH_TOOLS) say "figures of the page, in headless Chromium"; node tests/bench/browser.mjs --sizes 25,100,250,500,1000,1401 $(if $(CORPUS),"$(abspath $(CORPUS))/gitlab/schema.sql")

arrangement: ## Compare automatic arrangement with elkjs and dagre on five schemas of CORPUS=folder
	@.ci/setup core page
	@$(WITH_TOOLS) say "arrangement"; node tests/bench/arrangement.mjs $(foreach name,pagila crates_io adventureworks hatchet gitlab,"$(abspath $(CORPUS))/$(name)/canonical.sql")

corpus: ## Hold import, export and migrations against PostgreSQL on the schemas of CORPUS=folder (DETAIL=1 prints what differs, HISTORIES=1 only walks migrations, 0 none)
	@.ci/setup core postgres
	@$(WITH_TOOLS) say "corpus"; cargo bench --locked --quiet --profile dev --bench corpus -- "$(abspath $(CORPUS))" $(ONLY)

fuzz: ## Feed the readers hostile input for SECONDS=600, or SECONDS=seeds to keep the least that reaches as much (TARGET=import, foreign, round_trip or document); what breaks them stays in fuzz/artifacts
	@.ci/setup core fuzz
	@$(WITH_TOOLS) say "fuzzing $(TARGET): $(SECONDS) seconds"; .ci/fuzz $(TARGET) $(SECONDS)

clean: ## Remove what was built; installed tools stay
	@rm -rf dist target fuzz/target fuzz/corpus fuzz/artifacts test-results playwright-report
