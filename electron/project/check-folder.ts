import { scanFolder } from '../images/scan.ts'

/** @throws GlanceError where it is no folder that can be read */
export async function checkFolder(path: string): Promise<void> {
  const scan = scanFolder(path)
  await scan.next()
  await scan.return()
}
