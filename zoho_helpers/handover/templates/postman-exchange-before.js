
const redirected = (pm.environment.get("redirected") || "").trim();
const state = pm.environment.get("state");
const back = require("url").parse(redirected, true).query;
const server = back["accounts-server"];

if (!redirected) {
  // A self client's code comes from the API console: there is no redirect, and so no state.
  if (pm.environment.get("redirect-uri") || !pm.environment.get("code")) {
    stop("Copy the whole address that the browser was sent to into the variable redirected.");
  }
} else if (back.error) {
  stop(`The consent ended with ${back.error}: there is no code.`);
} else if (!state || back.state !== state) {
  stop("The state is not the one that was sent: somebody else's code, or an old one. Ask again.");
} else if (typeof back.code !== "string") {
  stop("There is no code in the variable redirected: copy the whole address, up to its end.");
} else if (server && !ACCOUNTS_SERVERS.includes(server)) {
  // It would get the client secret.
  stop("The accounts server in the address is none of Zoho's.");
} else {
  pm.environment.set("code", back.code);
  // The user's account may live in another data center than the client.
  if (server) pm.environment.set("accounts-url", server);
}
