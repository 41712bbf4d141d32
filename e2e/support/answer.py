"""What plain onnxruntime makes of a model that Glance wrote: nothing of Glance is needed to run it.

Usage: python answer.py model.onnx pixels.raw
pixels.raw holds uint8 RGB [images, size, size, 3], decoded, resized and cropped as the metadata says.
Prints JSON: labels, probabilities [images][classes], and every token's logits and embedding.
"""

import json
import sys

import numpy
import onnxruntime


def main(model_file: str, pixels_file: str) -> None:
    session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
    about = json.loads(session.get_modelmeta().custom_metadata_map["glance.model"])
    wanted = about["preprocessing"]

    pixels = numpy.fromfile(pixels_file, numpy.uint8).reshape(-1, wanted["size"], wanted["size"], 3)
    values = (pixels / 255 - wanted["mean"]) / wanted["std"]
    values = values.transpose(0, 3, 1, 2).astype(numpy.float32)

    names = [output.name for output in session.get_outputs()]
    answer = dict(zip(names, session.run(names, {"pixel_values": values})))
    logits = [answer[name] for name in ("cls_logits", "dist_logits") if name in answer]
    fused = numpy.mean(logits, axis=0)
    powers = numpy.exp(fused - fused.max(axis=1, keepdims=True))

    print(
        json.dumps(
            {
                "labels": about["labels"],
                "probabilities": (powers / powers.sum(axis=1, keepdims=True)).tolist(),
                "logits": [each.tolist() for each in logits],
                "embeddings": answer["embeddings"].tolist(),
                "rollout": answer["rollout"].tolist(),
            }
        )
    )


main(*sys.argv[1:])
