
// The newer endpoint's success is not documented: an empty HTTP 200 counts.
const isEnded = pm.response.code === 200 && !errorName && reply.status !== "failure";
pm.test("The refresh token is ended", () => {
  if (!isEnded) pm.expect.fail(answered);
});
if (isEnded) for (const name of ["refresh-token", "access-token", "expiry-time"]) pm.environment.set(name, "");
