/** Puts values into a form's fields, whatever kind they are; files and what the page itself wrote stay. */
export function fill(form, fields) {
  const names = new Set(fields.map(([name]) => name));
  for (const name of names) {
    const values = fields.filter(([sent]) => sent === name).map(([, value]) => value);
    const all = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    for (const [place, field] of all.entries()) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.type !== "file" && field.type !== "hidden") field.value = values[place] ?? values[0];
    }
  }
}
