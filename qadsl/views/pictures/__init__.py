"""Pictures of results: Vega-Lite specs as plain data, one file a picture, drawn without a browser."""
