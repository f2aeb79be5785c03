import medusa from "@medusajs/eslint-plugin"
import tseslint from "typescript-eslint"

export default [
  { ignores: [".medusa/**", "node_modules/**"] },
  ...tseslint.configs.recommended,
  ...medusa.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["**/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
]
