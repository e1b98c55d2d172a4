
if (!pm.environment.get("refresh-token")) {
  stop("There is no refresh token. It comes with the exchange, if access_type was offline.");
}
