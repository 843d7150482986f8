# Two commands matter: `make demo` and `make test`. Everything else is a part of them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Build results may live outside the checkout, so that a fresh clone builds quickly.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
MAMORI := $(CARGO_TARGET_DIR)/debug/mamori
DEMO_DATA ?= $(CURDIR)/data/demo
DEMO_ADDRESS ?= 127.0.0.1:8600

# With an example, so that libraries have the features that the tests need as well: nothing is compiled twice.
BUILD := cargo build --locked --workspace --bin mamori --example gallery

say = @printf '\n\033[1m▸ %s\033[0m\n' "$(1)"

.PHONY: help demo test install-demo install-test build format lint architecture licences unit verifier browser bench

help: ## show this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: install-demo ## build and serve a lifelike demo on its own clock
	$(call say,Building Mamori (the first time takes some minutes))
	$(BUILD)
	$(call say,Starting the demo on http://$(DEMO_ADDRESS) with its data in $(DEMO_DATA))
	$(MAMORI) demo --data $(DEMO_DATA) --listen $(DEMO_ADDRESS)

test: install-test format lint architecture licences unit verifier browser ## install what is needed and run every check
	@printf '\n\033[1mAll checks passed.\033[0m\n'

install-demo: ## system packages for the demo
	@scripts/install demo

install-test: ## system packages, browser packages and tools for the tests
	@scripts/install test

build: ## build the program
	$(BUILD)

format: ## source format
	$(call say,Format)
	@cargo fmt --all --check || { echo "The source is not formatted: run 'cargo fmt --all'."; exit 1; }

lint: ## clippy, warnings are errors
	$(call say,Lints)
	@cargo clippy --locked --workspace --all-targets -- -D warnings || { echo "Clippy found something: mend it, or give an #[expect(…, reason = …)]."; exit 1; }

architecture: ## allowed edges, file length, stray clocks
	$(call say,Architecture)
	@cargo run --locked --quiet -p xtask -- check || { echo "See docs/ARCHITECTURE.md for the table of allowed edges."; exit 1; }

licences: ## licences and duplicates of dependencies
	$(call say,Licences and sources)
	@cargo deny --log-level error check licenses bans sources || { echo "cargo deny refused a dependency: see deny.toml."; exit 1; }

unit: ## unit, property and store tests on SQLite and PostgreSQL
	$(call say,Unit; property and store tests)
	@scripts/test-postgres cargo nextest run --locked --workspace --no-fail-fast || { echo "A test failed: its name and message stand above."; exit 1; }
	@cargo test --locked --workspace --doc --quiet

verifier: ## the draw verifier's own tests, and that its page is built from its sources
	$(call say,Draw verifier)
	@node --test crates/fair-draw/verifier/test/*.test.mjs || { echo "The verifier page disagrees with the vectors: see crates/fair-draw/README.md."; exit 1; }
	@node crates/fair-draw/verifier/build.mjs --check || { echo "verifier.html is not what its sources give: run 'node crates/fair-draw/verifier/build.mjs'."; exit 1; }

browser: ## browser tests with axe
	$(call say,Browser tests)
	@# Selected as the tests before were: with other features the engines would be compiled once more.
	@cargo build --locked --workspace --bins --tests --examples
	@cd e2e && MAMORI_BIN=$(MAMORI) GALLERY_BIN=$(CARGO_TARGET_DIR)/debug/examples/gallery npm test --silent || { echo "A browser test failed: pictures and traces lie in e2e/test-results."; exit 1; }

bench: ## benchmarks; the results go to docs/PERFORMANCE.md by hand
	@benches/run
