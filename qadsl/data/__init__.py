"""Tables of rows that programs may read: files beside them, and frames handed in. Nothing else of qadsl reads data."""
