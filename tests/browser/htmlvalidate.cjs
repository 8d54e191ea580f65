// What html-validate is asked beyond its own recommendations, each with its reason.
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }], // options of one facet share its name
    "long-title": "off", // a work's title is as long as it is
    "no-trailing-whitespace": "off", // texts come as the data have them
    "wcag/h32": "off", // the lists narrow while one types; there is nothing to submit
  },
};
