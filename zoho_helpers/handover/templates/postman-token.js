
const hasToken = typeof reply.access_token === "string" && !reply.error;
pm.test("Zoho sent an access token", () => {
  if (!hasToken) pm.expect.fail(answered);
});

if (hasToken) {
  pm.environment.set("access-token", reply.access_token);
  // A refresh brings no refresh token: then the one that is there stays.
  if (reply.refresh_token) pm.environment.set("refresh-token", reply.refresh_token);
  // Old replies carry both names, and then expires_in counts milliseconds.
  const seconds = Number(reply.expires_in_sec || reply.expires_in) || 3600;
  pm.environment.set("expiry-time", String(Date.now() + 1000 * seconds));
  // The access token goes to this host, so only Zoho's own are taken.
  const isKnown = !reply.api_domain || API_DOMAINS.includes(reply.api_domain);
  pm.test("The API domain is one of Zoho's", () => {
    if (!isKnown) pm.expect.fail(`${reply.api_domain} is not on this collection's list.`);
  });
  if (isKnown && reply.api_domain) pm.environment.set("api-domain", reply.api_domain);
} else {
  // In a run of the whole collection the next requests would only fail of it.
  pm.execution.setNextRequest(null);
}
