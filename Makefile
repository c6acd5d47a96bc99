# Guitu. `make help` tells what there is; `make run` shows it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export CGO_ENABLED ?= 0

DATA   ?= data
LISTEN ?= 127.0.0.1:8080
ASSETS := node_modules/.assets
# What the program says of itself. Without symbols it is a third smaller, and traces of a panic stay readable.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
STAMP = -s -w -X guitu/internal/platform/obs.version=$(VERSION) -X guitu/internal/platform/obs.commit=$(shell git rev-parse HEAD 2>/dev/null)
# Rooms with goroutines of their own; the race detector makes SQLite ten times slower, so not every room.
RACED  := ./internal/platform/store ./internal/platform/audit ./internal/platform/jobs ./internal/platform/authn

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: $(ASSETS) ## The program, bin/guitu
	@tools/retry.sh 5 go mod download
	go build -trimpath -ldflags "$(STAMP)" -o bin/guitu ./cmd/guitu

.PHONY: run
run: build ## Build, make a demo province in ./data the first time, serve it on http://127.0.0.1:8080
	@if [ ! -d $(DATA) ] || [ -z "$$(ls -A $(DATA))" ] || [ -e $(DATA)/demo-unfinished ]; then bin/guitu demo --data $(DATA); fi
	bin/guitu serve --data $(DATA) --listen $(LISTEN)

.PHONY: check
check: assets lint ## Before every commit: format, vet, floors, generated files, tests on SQLite (under 2 minutes)
	GUITU_TEST_ENGINE=sqlite go test ./...

.PHONY: test
test: ## Everything: lint, tests on SQLite and PostgreSQL, stories, browser (CI and GUITU_INSTALL=1 install what is missing)
	@if [ "$${CI:-}" = true ] || [ "$${GUITU_INSTALL:-}" = 1 ]; then tools/test-deps.sh; else tools/test-deps.sh --check; fi
	@$(MAKE) --no-print-directory build lint
	go test -count=1 -timeout 40m ./...
	GUITU_TEST_ENGINE=sqlite CGO_ENABLED=1 go test -count=1 -race $(RACED)
	node browser/run.mjs

.PHONY: crash
crash: build ## The program killed 1,000 times and more under load, on both engines (some 20 minutes; make test does it 50 times)
	GUITU_CRASHES=20 go test -count=1 -timeout 2h -run Killed -v ./crash

.PHONY: test-deps
test-deps: ## Install what the tests need besides Go and Node (Debian, as root)
	tools/test-deps.sh

.PHONY: lint
lint: $(ASSETS)
	@tools/retry.sh 5 go mod download
	@bad=$$(find . -name '*.go' ! -name '*_templ.go' ! -path './node_modules/*' | xargs go tool gofumpt -l); \
	if [ -n "$$bad" ]; then echo "not gofumpt'ed (go tool gofumpt -w FILE):"; echo "$$bad"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	tools/generated.sh

.PHONY: assets
assets: $(ASSETS) ## Fetch style, script, divisions and holidays from npm for embedding

$(ASSETS): package-lock.json .npmrc $(wildcard build/*)
	@tools/retry.sh 5 npm ci --no-audit --no-fund --loglevel=error
	node build/assets.mjs
	@touch $@

.PHONY: generate
generate: $(ASSETS) ## Write again what is generated: templates, and by tests with -update schemas, tables, lists
	@for folder in $$(find internal -name '*.templ' -printf '%h\n' | sort -u); do go tool templ generate -path $$folder; done
	@for p in $$(grep -rl --include='*_test.go' --exclude-dir=node_modules 'flag.Bool("update"' . | xargs -n1 dirname | sort -u); do \
	  go test $$p -update; done

.PHONY: screens
screens: build ## The pictures of docs/screens, from the demo province of today
	node build/screens.mjs

.PHONY: package
package: build ## The Debian package, in dist/: program, service, settings, man page
	@tools/package.sh "$(VERSION)"

.PHONY: package-test
package-test: $(ASSETS) ## The package really installed, upgraded and purged, in a sheet over this system (Debian, as root; make test does it too)
	@[ "$$(id -u)" = 0 ] || { echo "only root lays a sheet over a system: sudo make package-test"; exit 1; }
	go test -count=1 -run ThePackageOnASystem -v ./cmd/guitu

# What is measured, how, and what came of it: docs/performance.md. SIZE=full is a province of 1.5 million people.
SIZE     ?= 10000,150000
DURATION ?= 15m

bin/guitu-stripped: build
	go build -trimpath -ldflags '-s -w' -o $@ ./cmd/guitu

# A module of its own, so that what stands beside the house is no dependency of it. Where it cannot be fetched, its lines
# are left out, and the table says so.
bin/guitu-peer: tools/peer/go.mod tools/peer/go.sum $(wildcard tools/peer/*.go)
	@cd tools/peer && go build -trimpath -o ../../$@ . || echo "the peer could not be built; its lines are left out"

.PHONY: bench
bench: bin/guitu-stripped bin/guitu-peer ## Speed on both engines, as a table; houses are made once (SIZE=full for a province)
	go build -trimpath -o bin/guitu-bench ./cmd/guitu-bench
	bin/guitu-bench --size $(SIZE) --program bin/guitu-stripped --peer bin/guitu-peer --micro $(BENCH)

.PHONY: soak
soak: $(ASSETS) ## A load of 15 minutes (DURATION=8h), and whether memory stays
	go build -trimpath -o bin/guitu-bench ./cmd/guitu-bench
	bin/guitu-bench --engines sqlite --size 10000 --soak $(DURATION)

.PHONY: microbench
microbench: $(ASSETS) ## The benchmarks of the packages
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: fuzz
fuzz: $(ASSETS) ## Every fuzz test for 20 seconds
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' internal | xargs -r -n1 dirname | sort -u); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | cut -c6-); do \
	    echo "$$p $$f"; go test ./$$p -run '^$$' -fuzz "^$$f$$" -fuzztime 20s; done; done

.PHONY: clean
clean: ## Remove what was built; ./data stays
	rm -rf bin dist test-results $(ASSETS)
