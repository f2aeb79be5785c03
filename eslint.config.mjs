import medusa from "@medusajs/eslint-plugin"
import tseslint from "typescript-eslint"

export default [
  ...tseslint.configs.recommended,
  ...medusa.configs.recommended,
  // Medusa's preset leaves the tests out; here they are held to the same rules.
  {
    ignores: [
      ".medusa/**",
      "node_modules/**",
      "src/admin/__admin-extensions__.js",
      "!integration-tests/**",
    ],
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
    },
  },
  {
    // A test that cannot go on is no error of the backend's, nor is a receiver that
    // refuses: no client is answered with it. The dashboard's part runs in a browser.
    files: ["integration-tests/**", "src/recipes/**", "src/admin/**"],
    rules: {
      "@medusajs/use-medusa-error-not-generic-error": "off",
    },
  },
  {
    files: ["**/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
]
