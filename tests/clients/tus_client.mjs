// A real tus client (tus-js-client) sends an image to our server, is interrupted, and resumes.
//
//   npm ci --prefix tests/clients
//   node tests/clients/tus_client.mjs BASE_URL ENVELOPE_FILE IMAGE_FILE
//
// Prints the receipt; ends with an error if there is none.
import { readFileSync } from "node:fs";
import * as tus from "tus-js-client";

const [base, envelopeFile, imageFile] = process.argv.slice(2);
const envelope = readFileSync(envelopeFile, "utf8").trim();
const image = readFileSync(imageFile);
const chunkSize = 32 * 1024;
let receipt = null;

const common = {
  chunkSize,
  retryDelays: [0, 200, 1000],
  onAfterResponse: (_request, response) => {
    receipt = response.getHeader("Prep-Receipt") || receipt;
  },
};

function upload(options, stopAfter) {
  return new Promise((resolve, reject) => {
    const job = new tus.Upload(image, {
      ...common,
      ...options,
      onError: reject,
      onSuccess: () => resolve(job.url),
      onChunkComplete: (_size, accepted) => {
        if (accepted >= stopAfter) job.abort().then(() => resolve(job.url));
      },
    });
    job.start();
  });
}

const endpoint = `${base}/v1/uploads`;
const url = await upload({ endpoint, metadata: { envelope } }, chunkSize);
if (receipt) throw new Error("the upload was not interrupted: the image is too small");
await upload({ uploadUrl: url }, Infinity);
if (!receipt) throw new Error("no Prep-Receipt in the last answer");
console.log(receipt);
