import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import unicorn from "eslint-plugin-unicorn";
import tseslint from "typescript-eslint";

export default tseslint.config(
  // The Next.js app has its own compiler options and modules: Next.js itself checks its types when it builds it.
  // A test run that was killed leaves its apps there; git ignores them too.
  // The repositories that the tests migrate are written as others write.
  {
    ignores: [
      ...["**/node_modules/", "**/dist/", "coverage/", "packages/tracing/tmp-*/", "test/e2e/fixtures/nextjs/"],
      ...["test/packages/migrate/fixtures/", "test/packages/migrate/apps/", "test/packages/migrate/otel/before/"],
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.{ts,mts,cts,tsx,mjs,cjs,js}"],
    plugins: { unicorn },
    rules: { "unicorn/filename-case": ["error", { case: "kebabCase" }] },
  },
  {
    files: ["**/*.{ts,mts,cts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Numbers in template literals and `void promise` in event handlers read well; these two rules only add noise.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    // Preact's hooks have the rules of React's.
    files: ["**/*.tsx", "packages/xray-local/page/**/*.ts"],
    plugins: { "react-hooks": reactHooks },
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
  {
    // ts-morph's type guards narrow a node to a class whose constructor nobody calls.
    files: ["packages/migrate/**/*.ts"],
    rules: { "@typescript-eslint/no-unsafe-class-instance-assignment": "off" },
  },
  {
    // In a test a missing value must fail the test, which a non-null assertion does.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", require: "readonly", module: "writable" },
    },
  },
);
