"""What those who lead look at: counts of a period put into rates and patterns. Pure; `intake.store.overview_*` counts."""
