import { useUi } from "../context";
import { useLiveExample } from "./live-example";

const pictureOf = (name: "before" | "after"): string => `${import.meta.env.BASE_URL}demo/example-${name}.webp`;

/**
 * Before and after on the first screen: pictures that were prepared, behind a divider that moves by transforms
 * alone; once the lens itself shows the demo scene, its own picture and divider take their place. Decoration: the words
 * beside it say what it shows.
 */
export const Example = () => {
  const { lens } = useUi();
  const live = useLiveExample(lens);
  return (
    <div class="example" data-live={live ? "" : undefined}>
      <img src={pictureOf("after")} alt="" width={800} height={600} fetchpriority="high" />
      <div class="example-window">
        <img src={pictureOf("before")} alt="" width={800} height={600} />
      </div>
    </div>
  );
};
