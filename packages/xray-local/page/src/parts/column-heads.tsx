/** The heads of a table's columns; those whose name begins with # stand over figures, at the right. */
export function ColumnHeads({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col" class={name.startsWith("#") ? "number" : undefined}>
            {name.replace(/^#/, "")}
          </th>
        ))}
      </tr>
    </thead>
  );
}
