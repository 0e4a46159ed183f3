"""From a wish to a place: interview, application, ranking, hearing, appeal, offer of a place."""
