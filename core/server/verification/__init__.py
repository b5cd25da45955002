"""Who a search engine's crawler really is: asked of the names that its owner publishes, outside of the pipeline."""
