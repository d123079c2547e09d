module quadrille/k8s/tools/resources

go 1.26

require (
	github.com/argoproj/argo-cd/v3 v3.6.1
	github.com/external-secrets/external-secrets v1.3.2
	github.com/kedacore/keda/v2 v2.21.0
)
