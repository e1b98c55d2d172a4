const location = pm.response.headers.get("Location") || "";

if (location.startsWith(pm.environment.get("redirect-uri"))) {
  // Only practice Zoho with --auto-accept answers so; Zoho itself asks a user first.
  const back = require("url").parse(location, true).query;
  pm.environment.set("redirected", location);
  pm.test("Zoho sent a code", () => {
    if (typeof back.code !== "string") pm.expect.fail(`It sent ${back.error || "none"}.`);
  });
  pm.test("The state that came back is the one that was sent", () => {
    pm.expect(back.state === pm.environment.get("state")).to.be.true;
  });
} else {
  const address = pm.request.url.toString();
  console.log(`Open this in your browser: ${address}`);
  pm.visualizer.set(
    '<p>Open this in your browser, where you are signed in at Zoho, and press Accept:</p>' +
      '<p><a href="{{address}}">{{address}}</a></p>' +
      "<p>Then copy the whole address that the browser was sent to into <b>redirected</b>.</p>",
    { address }
  );
}
