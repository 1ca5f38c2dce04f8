import { useData } from "vitepress";
import { defineComponent, h, onMounted, ref, useId, watch } from "vue";

/** A Mermaid diagram, drawn in the colours of the page. Until then, and without scripts, its source is shown. */
export default defineComponent({
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const source = decodeURIComponent(code);
    const { isDark } = useData();
    const id = `diagram-${useId()}`;
    const drawing = ref("");
    async function draw() {
      const { default: mermaid } = await import("mermaid");
      mermaid.initialize({ startOnLoad: false, theme: isDark.value ? "dark" : "neutral" });
      drawing.value = (await mermaid.render(id, source)).svg;
    }
    onMounted(() => {
      watch(isDark, draw, { immediate: true });
    });
    return () =>
      drawing.value === ""
        ? h("pre", { class: "diagram" }, source)
        : h("div", { class: "diagram", role: "img", innerHTML: drawing.value });
  },
});
