import { useFrontmatter } from "@rspress/core/runtime";
import { HomeLayout as OriginalHomeLayout } from "@rspress/core/theme-original";

export * from "@rspress/core/theme-original";

/** The site links to no social network. Rspress's own component would bring code that asks GitHub for a repository's stars. */
export const SocialLinks = () => null;

/** Pictures of the playground, where there are any. */
function Pictures() {
  const { pictures = [] } = useFrontmatter().frontmatter;
  if (pictures.length === 0) return null;
  return (
    <section className="pictures" aria-label="Pictures of the playground">
      {pictures.map(({ title, light, dark }) => (
        <figure key={light}>
          <img className="light" src={light} alt={`The playground: ${title}`} loading="lazy" />
          <img className="dark" src={dark} alt={`The playground: ${title}`} loading="lazy" />
          <figcaption>{title}</figcaption>
        </figure>
      ))}
    </section>
  );
}

export const HomeLayout = (props) => <OriginalHomeLayout {...props} afterFeatures={<Pictures />} />;
