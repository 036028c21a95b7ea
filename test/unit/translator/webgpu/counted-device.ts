/** What a device has made so far, less what was destroyed. */
export interface Counts {
  buffers: number;
  textures: number;
  bindGroups: number;
  pipelines: number;
}

/**
 * A device that counts. Pictures of the browser, which there are none of outside it, are written as so many bytes of their
 * texture instead of copied.
 */
export function countedDevice(device: GPUDevice): { readonly device: GPUDevice; readonly counts: Counts } {
  const counts: Counts = { buffers: 0, textures: 0, bindGroups: 0, pipelines: 0 };
  const alive = <Made extends GPUBuffer | GPUTexture>(kind: "buffers" | "textures", made: Made): Made => {
    counts[kind] += 1;
    const destroy = made.destroy.bind(made);
    made.destroy = () => {
      counts[kind] -= 1;
      destroy();
    };
    return made;
  };
  const queue = instead(device.queue, {
    copyExternalImageToTexture: (
      _source: GPUCopyExternalImageSourceInfo,
      to: GPUCopyExternalImageDestInfo,
      size: readonly [number, number],
    ) =>
      device.queue.writeTexture(
        { texture: to.texture },
        new Uint8Array(size[0] * size[1] * 4),
        { bytesPerRow: size[0] * 4 },
        size,
      ),
  });
  const counted = instead(device, {
    queue,
    createBuffer: (given: GPUBufferDescriptor) => alive("buffers", device.createBuffer(given)),
    createTexture: (given: GPUTextureDescriptor) => alive("textures", device.createTexture(given)),
    createBindGroup: (given: GPUBindGroupDescriptor) => {
      counts.bindGroups += 1;
      return device.createBindGroup(given);
    },
    createComputePipelineAsync: async (given: GPUComputePipelineDescriptor) => {
      counts.pipelines += 1;
      return device.createComputePipelineAsync(given);
    },
  });
  return { device: counted, counts };
}

/** The same object with other members. Native methods want the object itself as `this`. */
function instead<Native extends object>(native: Native, members: Readonly<Record<string, unknown>>): Native {
  return new Proxy(native, {
    get: (target, name) => {
      if (typeof name === "string" && name in members) return members[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
