/** An option of HEALTHCHECK that Docker knows since version 25, and Buildah and Podman only in recent versions. */
const NEWER_OPTION = / --start-interval=\S+/

/** The Dockerfile for Buildah and Podman, which take a file of this name before the other. Throws when there is nothing to leave out. */
export function renderContainerfile(dockerfile: string): string {
  if (!NEWER_OPTION.test(dockerfile))
    throw new Error('the Dockerfile serves for every builder: delete the Containerfile')
  const note =
    '# Made from the Dockerfile (npm run generate), without what older builders refuse: HEALTHCHECK --start-interval.\n'
  return note + dockerfile.replace(NEWER_OPTION, '')
}
