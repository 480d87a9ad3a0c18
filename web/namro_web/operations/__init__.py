"""Running the installation: servers, workers, health, metrics, checks, the dossier of its security."""
