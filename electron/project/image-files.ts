import type { ImageRow } from '../catalog/rows.ts'
import type { Project } from './project.ts'
import type { Service } from './service.ts'

/** One request for `/files/<name>/<id>`: the image is in the project that is shown, and its version is right. */
export interface ImageFileRequest {
  service: Service
  project: Project
  image: ImageRow
  query: URLSearchParams
  /** The cache-control that the address deserves. */
  cache: string
}

/** The files of an image that a feature answers for, by name. */
export type ImageFiles = Record<string, (request: ImageFileRequest) => Promise<Response> | Response>
