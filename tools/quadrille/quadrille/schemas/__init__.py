"""`quadrille schemas`: what the events look like, told to a schema registry for whoever reads them by one."""
