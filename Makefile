.PHONY: help run test check bench audit
help: ## Say what can be asked for
	@sed -n 's/^\([a-z]*\):.*## /\1  /p' Makefile
run: ## Start Score Learn with a demo factory on 127.0.0.1:8000
	@sh ./do run
test: ## Everything: format, lint, types, contracts, catalogs, all tests
	@sh ./do test
check: ## The quick part of test, for every save
	@sh ./do check
bench: ## Measure the speed beside the machine's own limits; half an hour
	@sh ./do bench $(BENCH)
audit: ## Lighthouse on the pages that a worker sees most; needs Node
	@sh ./do audit
