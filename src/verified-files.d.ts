/** A file of the build, see scripts/verified-plugin.mjs. */
declare module "*?verified" {
  const file: {
    /** Its address in the site. */
    readonly url: string;
    readonly bytes: number;
    /** Hexadecimal. */
    readonly sha256: string;
  };
  export default file;
}
