"""The stages of the pipeline, in the order of the data; none imports another."""
