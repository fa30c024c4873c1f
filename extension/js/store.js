// Keeps orders and waiting corrections in the extension's own IndexedDB, and nowhere else.

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("cuifa", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("cases", { keyPath: "id" });
      request.result.createObjectStore("corrections", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Run `work` on a store in one transaction and give what its request yields once all is written. */
async function within(name, mode, work) {
  const transaction = (await database()).transaction(name, mode);
  const request = work(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function keeper(name) {
  return {
    all: () => within(name, "readonly", (store) => store.getAll()),
    get: (id) => within(name, "readonly", (store) => store.get(id)),
    put: (...values) => within(name, "readwrite", (store) => values.map((value) => store.put(value)).at(-1)),
    remove: (id) => within(name, "readwrite", (store) => store.delete(id)),
    clear: () => within(name, "readwrite", (store) => store.clear()),
    /** Change one value in one transaction, so that two pages never undo each other's work; gives the new value. */
    async update(id, change) {
      let changed;
      await within(name, "readwrite", (store) => {
        const reading = store.get(id);
        reading.onsuccess = () => reading.result && store.put((changed = change(reading.result)));
      });
      return changed;
    },
  };
}

export const cases = keeper("cases");
export const corrections = keeper("corrections");
