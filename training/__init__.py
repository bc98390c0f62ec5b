"""A recipe for models that photoseek can load: `python -m training --help`. See README.md."""
