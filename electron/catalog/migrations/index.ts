import type { Migration } from './migration.ts'
import { imagesMigration } from './0010-images.ts'
import { labelsMigration } from './0020-labels.ts'
import { jobsMigration } from './0030-jobs.ts'
import { scanProblemsMigration } from './0040-scan-problems.ts'
import { labelingMigration } from './0050-labeling.ts'
import { similarityMigration } from './0060-similarity.ts'
import { explorerMigration } from './0070-explorer.ts'
import { filterNamesMigration } from './0080-filter-names.ts'
import { filterClassesMigration } from './0090-filter-classes.ts'
import { classIdentityMigration } from './0100-class-identity.ts'
import { errorDetailsMigration } from './0110-error-details.ts'
import { teachingMigration } from './0120-teaching.ts'
import { embeddingsKnownMigration } from './0130-embeddings-known.ts'
import { closedLabelSetsMigration } from './0140-closed-label-sets.ts'
import { fileMarkMigration } from './0150-file-mark.ts'

/** All steps in order. Numbers leave gaps, so that branches can meet without renumbering. */
export const migrations: readonly Migration[] = [
  imagesMigration,
  labelsMigration,
  jobsMigration,
  scanProblemsMigration,
  labelingMigration,
  similarityMigration,
  explorerMigration,
  filterNamesMigration,
  filterClassesMigration,
  classIdentityMigration,
  errorDetailsMigration,
  teachingMigration,
  embeddingsKnownMigration,
  closedLabelSetsMigration,
  fileMarkMigration,
]
