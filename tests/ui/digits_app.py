"""A page with nothing but the notice. MNIST comes from the address in TEST_REMOTE, where that is set."""

import os
from functools import partial

import streamlit as st

from mnist_lab.digits import download
from mnist_lab.digits.download import Remote
from mnist_lab.ui import digits

address = os.environ.get("TEST_REMOTE")
if address and not isinstance(download.start, partial):
    url, sha256, size = address.split()
    download.start = partial(download.start, Remote(url, sha256, int(size)))

st.write(f"source {digits.digits().source.kind}")
digits.notice()
