import js from "@eslint/js";
import globals from "globals";

const nested = "TemplateLiteral TemplateLiteral";

export default [
  js.configs.recommended,
  {
    files: ["viz/pictures/explorer/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-syntax": ["error", { selector: nested, message: "bundle.py cannot read a template in a template" }],
      "max-len": ["error", { code: 130 }],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      semi: ["error", "always"],
    },
  },
  { files: ["tests/viz/pictures/explorer/*.js"], languageOptions: { globals: globals.node } },
];
