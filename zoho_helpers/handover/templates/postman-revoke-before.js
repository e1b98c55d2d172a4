if (!pm.environment.get("refresh-token")) {
  console.log("There is no refresh token to end: nothing is sent.");
  pm.execution.skipRequest();
}
