"""
Indexes the current folder with rclip, which gets the image encoder of another model: prepared as that model wants it, and run as rclip runs its own.

usage: index_with_rclip.py MODEL_JSON, an object of `file`, `output`, `size`, `mean` and `std`
"""

import json
import sys

import onnxruntime
from rclip import main, model_download
from rclip.utils import preprocess

wanted = json.loads(sys.argv[1])
preprocess.IMAGE_SIZE = wanted["size"]
preprocess.MEAN = preprocess.np.array(wanted["mean"], dtype=preprocess.np.float32)
preprocess.STD = preprocess.np.array(wanted["std"], dtype=preprocess.np.float32)
load_session = model_download._load_onnx_session


class Session:
  """A session whose input and output have the names that rclip expects."""

  def __init__(self):
    self.inner = load_session(wanted["file"])

  def get_inputs(self):
    return self.inner.get_inputs()

  def run(self, _outputs, feeds):
    return self.inner.run([wanted["output"]], {self.inner.get_inputs()[0].name: feeds["input"]})


model_download.ensure_downloaded = lambda: None
model_download.load_visual_query_session = Session

rclip, model, database = main.init_rclip(".", 8)
count = database._con.execute("SELECT count(*) FROM images WHERE deleted IS NULL").fetchone()[0]
rclip.close()
model.close()
database.close()
print(json.dumps({"indexed": count, "onnxruntime": onnxruntime.__version__}))
