# Everything starts here: `make` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help lock up down clean status logs topics restart rolling-restart backup restore demo scenarios test lint audit verify-deploy format bench bench-open bench-growth bench-backlog bench-bare bench-compare bench-peers performance profile compose-up compose-down images simulate model docs crash-matrix chaos release-contracts

# uv is taken from PATH, else installed beside the code; Python is the machine's own.
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)
export UV_PYTHON_DOWNLOADS := never
# Once at installation, lest every process does it at the first start.
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON ?= >=3.11,<3.14

INSTALLED := .venv/.installed
STACK := .venv/bin/python -m stack
PACKAGES := common $(notdir $(wildcard services/*/*_service)) stack payment_sandbox quadrille
SCALE = $(if $(GATEWAY),--scale gateway=$(GATEWAY)) $(if $(ORDER),--scale order=$(ORDER)) \
	$(if $(PAYMENT),--scale payment=$(PAYMENT)) $(if $(AUTH),--scale auth=$(AUTH)) \
	$(if $(TRACKER),--scale tracker=$(TRACKER))
RECORDED = $(if $(RECORD),--record)

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: export QUADRILLE_SECURE ?= $(SECURE)
up: export QUADRILLE_BROKERS ?= $(BROKERS)
up: $(INSTALLED) ## Start everything (ORDER=1 GATEWAY=2 PAYMENT= AUTH= TRACKER= for other numbers; BROKERS=3: of Kafka; SECURE=1: Kafka with TLS and ACLs)
	@$(STACK) up $(SCALE)

down: $(INSTALLED) ## Stop everything; data stays
	@$(STACK) down

clean: $(INSTALLED) ## Stop everything and delete all data
	@$(STACK) clean

status: $(INSTALLED) ## Show what runs
	@$(STACK) status

logs: $(INSTALLED) ## Follow a log (NAME=order-1)
	@$(STACK) logs --follow $(or $(NAME),supervisor)

topics: $(INSTALLED) ## Show the topics and who is behind (`quadrille topics tail` follows them)
	@.venv/bin/quadrille topics list

restart: $(INSTALLED) ## Restart one process (NAME=order-1)
	@$(STACK) restart $(NAME)

rolling-restart: $(INSTALLED) ## Restart every process of ours in turn, under whatever load there is
	@$(STACK) rolling-restart

backup: $(INSTALLED) ## Write databases and secrets to a file, while all goes on (FILE=)
	@$(STACK) backup $(FILE)

restore: $(INSTALLED) ## Put the databases back to what a backup has (FILE=)
	@$(if $(FILE),$(STACK) restore $(FILE),echo "Name the backup: make restore FILE=backups/quadrille-….tar" >&2; exit 2)

demo: $(INSTALLED) ## Walk through an order that works and some that do not
	@.venv/bin/quadrille demo

scenarios: $(INSTALLED) ## Place orders at once and count what came of them (URL= for another system)
	@.venv/bin/quadrille scenarios $(if $(URL),--url $(URL))

# The services' own tests are run from within, each service installed alone (tests/architecture/test_alone.py).
test: lint ## Check everything, on a stack of its own
	@QUADRILLE_TEST_KEEP=1 .venv/bin/pytest -n 4 --dist loadfile -m "not disruptive" --ignore-glob="services/*/tests"
	@.venv/bin/pytest -m disruptive

lint: $(INSTALLED) ## Check style, types and import rules
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy $(addprefix -p ,$(PACKAGES))
	@.venv/bin/mypy conftest.py bench chaos compose crash deploy images telemetry tests $(wildcard libs/*/tests services/*/tests tools/*/tests)
	@.venv/bin/lint-imports

audit: $(INSTALLED) ## Ask whether a weakness is known of anything that is installed (pip-audit)
	@$(UV) export --quiet --frozen --no-dev --all-packages --no-emit-workspace > .venv/audited.txt
	@$(UV) tool run --quiet pip-audit@2.9.0 --disable-pip --require-hashes --requirement .venv/audited.txt

verify-deploy: $(INSTALLED) ## Check images, manifests, telemetry, security and restarts, and say what could not be had (WHAT=kafka)
	@.venv/bin/python -m deploy $(WHAT)

lock: | $(UV) ## Resolve dependencies anew, after a change of some pyproject.toml
	@$(UV) lock

format: $(INSTALLED) ## Format the code
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

# RECORD=1 writes the figures of any of these down, of which performance makes its page.
bench: $(INSTALLED) ## Measure throughput, latency and memory under load (RECORD=1; ORDER=1 and so on)
	@.venv/bin/python -m bench $(SCALE) $(RECORDED)

bench-open: $(INSTALLED) ## Measure orders that come by themselves, at half of the peak and at twice the peak
	@.venv/bin/python -m bench --only open $(SCALE) $(RECORDED)

bench-growth: $(INSTALLED) ## Measure sagas with very many settled orders behind (6 minutes; ORDERS=1000000)
	@.venv/bin/python -m bench --only growth --clients 1,20,50 --seconds 5 $(if $(ORDERS),--orders $(ORDERS)) $(SCALE) $(RECORDED)

bench-backlog: $(INSTALLED) ## Measure how fast each service catches up with 100,000 events (10 minutes)
	@.venv/bin/python -m bench.backlog $(RECORDED)

bench-bare: $(INSTALLED) ## Measure what share Quadrille reaches of what this machine can do at all
	@.venv/bin/python -m bench.bare $(RECORDED)

bench-peers: $(INSTALLED) ## Measure DBOS, Restate and Temporal beside Quadrille
	@.venv/bin/python -m bench.peers $(RECORDED)

bench-compare: $(INSTALLED) ## Measure today's code beside another commit's (BASE=<commit>)
	@$(if $(BASE),.venv/bin/python -m bench.compare $(BASE),echo "Name the commit: make bench-compare BASE=<commit>" >&2; exit 2)

profile: $(INSTALLED) ## Draw where a service's time goes under load (SERVICE=order-1,payment-1)
	@.venv/bin/python -m bench.profile $(or $(SERVICE),order-1)

performance: $(INSTALLED) ## Write docs/performance.md of the figures that were recorded last
	@.venv/bin/python -m bench.performance

simulate: $(INSTALLED) ## Play 100,000 schedules of late, repeated and lost messages, in memory (SCHEDULES= SEED=)
	@.venv/bin/python -m tests.simulation $(if $(SCHEDULES),--schedules $(SCHEDULES)) $(if $(SEED),--seed $(SEED))

model: $(INSTALLED) ## Explore every way that one order can go, with the services' own rules
	@.venv/bin/python -m tests.model

crash-matrix: $(INSTALLED) ## Kill a process at every failpoint of every saga path (30 minutes; RESUME=1)
	@.venv/bin/python -m crash $(if $(RESUME),--resume)

chaos: $(INSTALLED) ## Bring outages about under load, and count what was lost (15 minutes; ROW= RESUME=1)
	@.venv/bin/python -m chaos $(if $(ROW),--row "$(ROW)") $(if $(RESUME),--resume)

docs: $(INSTALLED) ## Write what is derived from the code: choreography, AsyncAPI, schemas, topics, ACLs, settings, capacity, metrics, dashboards
	@.venv/bin/quadrille choreography docs
	@.venv/bin/quadrille settings docs
	@.venv/bin/quadrille capacity --write
	@.venv/bin/python -m telemetry

release-contracts: $(INSTALLED) ## Append what events promise by now to libs/common/released, for good
	@.venv/bin/quadrille contracts release

COMPOSE = $(or $(shell docker compose version >/dev/null 2>&1 && echo docker compose),docker-compose) --file compose/compose.yaml
compose-up compose-down images: export COMPOSE_PROJECT_NAME ?= quadrille
compose-up compose-down images: export COMPOSE_PROFILES ?= $(PROFILES)

compose-up: $(INSTALLED) ## Build images and start everything in containers; returns when healthy (PROFILES=monitoring,tracing)
	@.venv/bin/python -m compose.secret_files
	@$(COMPOSE) up --build --detach
	@.venv/bin/python -m compose.healthy

compose-down: ## Stop the containers, those of all profiles; data stays
	@COMPOSE_PROFILES=kafka-ui,monitoring,tracing,schema-registry $(COMPOSE) down

images: $(INSTALLED) ## Build every image of ours (TAG=dev)
	@.venv/bin/python -m compose.secret_files
	@$(COMPOSE) build

# Quiet when there is little to do, and not on the first time, which takes a while.
$(INSTALLED): pyproject.toml uv.lock $(wildcard */*/pyproject.toml) | $(UV)
	@if [ -d .venv ]; then $(UV) sync --frozen --all-packages --quiet; \
	else echo "Installing all packages into .venv, once"; $(UV) sync --frozen --all-packages; fi
	@touch $@

.tools/uv/bin/uv:
	@echo "Installing uv $(UV_VERSION) into .tools, once"
	@python3 -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
