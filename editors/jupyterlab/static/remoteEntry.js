/**
 * The door through which JupyterLab and Notebook find the extension: a container as module federation knows them,
 * written by hand so that nothing needs to be built. Everything else is in the modules beside this file, fetched under
 * the same version as this file was.
 */
(() => {
  const own = new URL(document.currentScript.src);
  let offered = {};

  /** The newest of the versions that are offered, or the one in use, as for every module that all share. */
  function chosen(versions) {
    const inUse = Object.keys(versions).filter((version) => versions[version].loaded);
    const listed = inUse.length ? inUse : Object.keys(versions);
    return listed.sort((a, b) => b.localeCompare(a, "en", { numeric: true }))[0];
  }

  /** A module of the application, by its name. */
  async function shared(name) {
    const versions = offered[name];
    if (!versions) {
      throw new Error(`qadsl: the application does not share ${name}`);
    }
    return (await versions[chosen(versions)].get())();
  }

  globalThis._JUPYTERLAB = globalThis._JUPYTERLAB ?? {};
  globalThis._JUPYTERLAB.qadsl = {
    init(scope) {
      offered = scope;
    },
    async get() {
      const { plugin } = await import(new URL(`plugin.js${own.search}`, own).href);
      const made = await plugin(shared);
      return () => made;
    },
  };
})();
