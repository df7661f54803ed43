# Fapiao Intake: `make run` reads the sample invoices, `make test` checks everything, `make help` lists the goals.
# 发票识别：`make run` 识别示例发票，`make test` 运行全部检查，`make help` 列出所有目标。
#
# Everything goes into .venv (and .venv-peer for `make bench`); a stamp there says what is done, so that a second call starts at once.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that fits and really starts; override with `make PYTHON=/path/to/python3.12 ...`.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$name && break; done)

BIN := .venv/bin
DONE := .venv/done
PEER := .venv-peer
LABELS ?= sample_images
FOLDER ?= sample_images
SERVERS := postgresql dovecot-imapd
FONTS := fonts-arphic-ukai fonts-arphic-uming fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-noto-cjk fonts-wqy-zenhei fonts-liberation

# What `make run` and its kin find on PATH: our own interpreter and tools, nothing of another environment that happens to be active.
# Compiled modules are kept, whatever the shell says: without them every start of a process compiles for 5 s what it imports.
unexport PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
PIP_INSTALL := -m pip install --quiet --no-compile --require-hashes --only-binary :all:

.PHONY: help setup run demo test long check bench chaos load soak evaluate serve openvino wheel assets fonts servers browsers lock clean

help: ## list the goals · 列出目标
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DONE)/weights ## make .venv with the fapiao command and the weights · 安装

run: setup ## read sample_images: a table here, results and annotated pictures in out/ · 识别示例发票
	$(BIN)/fapiao read sample_images --out out/results.jsonl --pictures out/pictures

test: check fonts servers browsers page-tools ## make check, then every test in random order · 运行全部检查和测试
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations 30 -m "not long"

long: $(DONE)/dev ## the tests that take minutes each · 运行耗时较长的测试
	$(BIN)/python -m pytest -m long

check: $(DONE)/dev ## lint, format, types, import directions, lock files · 静态检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m "not slow" tests/test_packaging.py

demo: setup ## forty invoices end to end, with simulated tax bureau and ledger; the report is in out/demo/ · 演示全流程
	$(BIN)/fapiao demo

bench: $(DONE)/dev $(PEER)/done ## speed and memory beside paddleocr and rapidocr (FOLDER=...) · 与同类软件比较速度
	$(BIN)/fapiao bench $(FOLDER)

chaos: $(DONE)/dev ## kill readers, senders and PostgreSQL a thousand times; goes on where it was stopped · 随机终止进程的可靠性测试
	$(BIN)/python -m tests.chaos out/chaos/sqlite
	$(BIN)/python -m tests.chaos out/chaos/postgresql --postgresql --database-kills 20
	$(BIN)/python -m tests.chaos out/chaos/reading --kills 150 --photographs sample_images
	FAPIAO_SCAN_FILES=10000 $(BIN)/python -m pytest -p no:xdist tests/intake/scan_folder/test_many_files.py
	$(BIN)/python -m tests.chaos.uploads out/chaos/uploads
	$(BIN)/python -m tests.chaos.uploads out/chaos/uploads-postgresql --postgresql
	$(BIN)/python -m tests.chaos out/chaos/full-disk --kills 300 --disk-fills 20

load: $(DONE)/dev ## how fast the running service is: latency, restart, throughput, crowds, waiting, reconciliation (FOLDER=...) · 服务性能测量
	$(BIN)/python -m tests.load latency $$(mktemp -d) --samples $(FOLDER)
	$(BIN)/python -m tests.load restart $$(mktemp -d) --samples $(FOLDER)
	$(BIN)/python -m tests.load throughput $$(mktemp -d) --samples $(FOLDER)
	$(BIN)/python -m tests.load crowd $$(mktemp -d) --samples $(FOLDER)
	$(BIN)/python -m tests.load waiting $$(mktemp -d)
	$(BIN)/python -m tests.load reconcile $$(mktemp -d)

soak: $(DONE)/dev ## the service reads 2,000 documents, its memory noted; goes on where it was stopped · 长时间运行测试
	$(BIN)/python -m tests.load soak out/soak --samples $(FOLDER)

evaluate: setup ## accuracy against labels (LABELS=... FOLDER=...) · 对照标注评估准确率
	$(BIN)/fapiao evaluate $(LABELS) $(FOLDER)

serve: setup ## start the service · 启动服务
	$(BIN)/fapiao serve

openvino: setup ## the faster engine for recent processors, into .venv · 安装 OpenVINO 加速
	@$(BIN)/python $(PIP_INSTALL) -r requirements-openvino.lock

wheel: $(DONE)/weights ## an installable file with the weights, in dist/ · 构建安装包
	$(BIN)/python -m hatchling build -t sdist -t wheel

# What is built is committed and shipped, so that only who changes a page needs Node.js; a test builds it anew where that is there, and compares.
assets: page-tools ## build the pages from api/pages/source into api/pages/static (needs Node.js) · 构建网页文件
	$(BIN)/python -m api.pages.generate
	cd api/pages/source && npm run --silent check && npm test --silent && npm run --silent build

# Drawing invoices needs fonts; reading them does not. Tests that draw are skipped, with a word, where fonts are missing.
fonts: ## fonts for drawing synthetic invoices (root) · 安装绘制示例所需字体
	@dpkg -s $(FONTS) >/dev/null 2>&1 || { $(call system_packages,$(FONTS),Tests that draw invoices need fonts and are skipped without.); }

# Tests start their own PostgreSQL and IMAP server, as their own user; they are skipped, with a word, where Debian's are missing.
servers: ## install what tests of the service run against (root) · 安装测试所需服务
	@dpkg -s $(SERVERS) >/dev/null 2>&1 || { $(call system_packages,$(SERVERS),Tests on PostgreSQL and with a mail server are skipped without.); }

browsers: ## install the browser in which tests look at the pages (root) · 安装测试所需浏览器
	@command -v chromium >/dev/null || { $(call system_packages,chromium,Tests of the pages are skipped without.); }

lock: $(DONE)/dev ## write the lock files anew from pyproject.toml (UPGRADE=1: newest versions) · 更新依赖锁定文件
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group build --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) requirements-peer.in --output-file requirements-peer.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["openvino"], sep="\n")' \
	  | $(COMPILE) - --constraint requirements.lock --output-file requirements-openvino.lock

clean: ## remove what was built and measured; environments and weights stay · 清理
	rm -rf out build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find intake models api training tests -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = $(BIN)/uv pip compile $(if $(UPGRADE),--upgrade) --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

# --- how .venv comes about --------------------------------------------------------------------------------------------------------------

# $(call system_packages,PACKAGES,WHAT FOR): by apt-get for root; anybody else, and whoever apt-get fails for, is told what to ask for and goes on.
define system_packages
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing system packages: $(1)" && \
  { $(APT_INSTALL) $(1) || { apt-get update -qq && $(APT_INSTALL) $(1); }; } >/dev/null 2>&1; then :; \
else echo "NOTE  $(2) Ask an administrator for: apt-get install $(1)"; fi
endef
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends

$(DONE)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11, 3.12 or 3.13 is needed and was not found. Install one, or name it: make PYTHON=/path/to/python3.12"; \
	  echo "需要 Python 3.11、3.12 或 3.13。"; exit 1; fi
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { $(call system_packages,python3-venv,The venv module is missing and set-up needs it.); }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@mkdir -p $(@D) && touch $@

# libzbar0 decodes QR codes; libgl1 and libglib2.0-0 are what the OpenCV wheel loads. Without libzbar0 reading goes on with zxing-cpp alone.
$(DONE)/run: $(DONE)/python requirements.lock pyproject.toml api/launch.py
	@echo "Installing the locked packages (about 700 MB, once; downloads are kept in pip's cache)"
	@$(BIN)/python $(PIP_INSTALL) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@find_library() { $(BIN)/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library(sys.argv[1]))' "$$1"; }; \
	find_library zbar || { $(call system_packages,libzbar0,libzbar0 is missing: QR codes are read by zxing-cpp alone.); }; \
	find_library GL && find_library glib-2.0 || { $(call system_packages,libgl1 libglib2.0-0,OpenCV needs libGL and glib.); }
	@touch $@

$(DONE)/weights: $(DONE)/run $(wildcard models/lay_weights.py models/weights/manifest.toml)
	@$(BIN)/python -m models.lay_weights
	@$(BIN)/fapiao --help >/dev/null  # compiles what every start imports, for whoever may not write here later
	@touch $@

# Development tools stand in the same environment; pins that both locks name are the same.
$(DONE)/dev: $(DONE)/weights requirements-dev.lock
	@echo "Installing the locked development tools"
	@$(BIN)/python $(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

page-tools: $(DONE)/dev $(if $(shell command -v npm),$(DONE)/page-tools)
	@command -v npm >/dev/null || echo "NOTE  Node.js is missing: pages are not built anew, and not compared with their sources."

$(DONE)/page-tools: api/pages/source/package-lock.json
	@echo "Installing the locked packages that the pages are built with"
	@cd api/pages/source && npm ci --silent
	@mkdir -p $(@D) && touch $@

$(PEER)/done: requirements-peer.lock
	@echo "Making $(PEER): rapidocr brings an OpenCV of its own"
	@$(PYTHON) -m venv $(PEER)
	@$(PEER)/bin/python $(PIP_INSTALL) -r requirements-peer.lock
	@touch $@
