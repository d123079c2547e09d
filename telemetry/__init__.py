"""What Prometheus and Grafana are given to watch Quadrille by: whom to ask, alerts, dashboards, a page of figures."""
