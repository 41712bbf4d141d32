/** Whether the service takes it as a model's name; an empty one is the file's. */
export const isGoodName = (name: string): boolean => name.trim() === '' || /^[\p{L}\p{N}._-]+$/u.test(name.trim())
