/*
 * Where a Keras 3 weights file (HDF5) holds the variables of a Sequential model:
 *
 *   layers/embedding/vars/0                               embeddings [V,E]
 *   layers/lstm/cell/vars/{0,1,2}                         kernel [I,4H], recurrent kernel [H,4H], bias [4H]
 *   layers/bidirectional/forward_layer/cell/vars/{0,1,2}  and backward_layer
 *   layers/dense/vars/{0,1}                               kernel [H,V], bias [V]
 *
 * A layer is named after its class, whatever its own name; the second of a class is lstm_1, and so on.
 */

/** The name of the n-th layer of its class, from 0. */
export function numberedName(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}

/** The groups of the three arrays of each direction. */
export function kerasCellPaths(layerPath: string, bidirectional: boolean): string[] {
  return bidirectional
    ? [`${layerPath}/forward_layer/cell/vars`, `${layerPath}/backward_layer/cell/vars`]
    : [`${layerPath}/cell/vars`];
}
