"use strict";
// The viewer only shows: programs send requests, with their own key.
const api = document.getElementById("api");
SwaggerUIBundle({
  url: api.dataset.address,
  domNode: api,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
