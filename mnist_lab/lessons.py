"""The one table of lessons. Home page, menu and page headers are drawn from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One lesson: what it is called, where it stands and the question it answers.

    Attributes
    ----------
    name : str
        File stem of the page and its URL: "draw" is `pages/draw.py` and `/draw`.
    title : str
        Short name, in the menu and above the page.
    icon : str
        A Material icon in Streamlit's spelling, `:material/draw:`.
    section : str
        Heading in the menu.
    question : str
        What the lesson answers; the subtitle of its page.
    notebook : tuple of str
        Headings of the course notebook that the lesson covers.
    """

    name: str
    title: str
    icon: str
    section: str
    question: str
    notebook: tuple[str, ...]


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        name="draw",
        title="Draw a digit",
        icon=":material/draw:",
        section="Neural network",
        question="You write a digit. What does the network see, and why is it sure?",
        notebook=("A first look at a Neural Network", "Predict with the model"),
    ),
    Lesson(
        name="training",
        title="Train it live",
        icon=":material/model_training:",
        section="Neural network",
        question="How does a network that knows nothing learn to read digits?",
        notebook=("Define and compile the model", "Fit the model", "Evaluate the model on test data"),
    ),
    Lesson(
        name="first_look",
        title="A first look",
        icon=":material/looks_one:",
        section="Neural network",
        question="What happens in the notebook's first example, cell by cell, there and here?",
        notebook=(
            "A first look at a Neural Network",
            "MNIST dataset",
            "Define and compile the model",
            "Pre-process the data as expected by the model",
            "Fit the model",
            "Predict with the model",
            "Evaluate the model on test data",
            "Layer as a function",
        ),
    ),
    Lesson(
        name="puzzle",
        title="The puzzle of 18.45",
        icon=":material/search:",
        section="Neural network",
        question="95 % of the notebook's test digits are right, and its test loss is 18.4538. What could do that?",
        notebook=("Pre-process the data as expected by the model", "Evaluate the model on test data"),
    ),
    Lesson(
        name="inside",
        title="Inside the network",
        icon=":material/biotech:",
        section="Neural network",
        question="What does each unit see, why this answer and not that one, and what does it take to break it?",
        notebook=("Layer as a function", "Predict with the model", "Evaluate the model on test data"),
    ),
    Lesson(
        name="tensors",
        title="What is a tensor?",
        icon=":material/deployed_code:",
        section="Tensors",
        question="A pixel, a digit, a film: how do numbers become one array, and what does each axis count?",
        notebook=("Data representation for neural networks: Tensors", "Real-world example of data tensors"),
    ),
    Lesson(
        name="slicing",
        title="Slicing",
        icon=":material/content_cut:",
        section="Tensors",
        question="How do you take the part of an array that you want, and whose pixels are they then?",
        notebook=("Manipulating tensors in NumPy",),
    ),
    Lesson(
        name="broadcasting",
        title="Element-wise and broadcasting",
        icon=":material/splitscreen_add:",
        section="Tensors",
        question="How can 10 numbers be added to 32 rows of 10, and when does NumPy refuse?",
        notebook=("Element-wise operations", "Broadcasting"),
    ),
    Lesson(
        name="products",
        title="Dot products",
        icon=":material/grid_on:",
        section="Tensors",
        question="How do two arrays become one, which axes are left, and what does the number in a cell mean?",
        notebook=("Tensor-product (dot-product)",),
    ),
    Lesson(
        name="reshaping",
        title="Reshaping",
        icon=":material/view_module:",
        section="Tensors",
        question="The same numbers in another shape: where does each of them go, and what gets scrambled on the way?",
        notebook=("Tensor reshaping",),
    ),
    Lesson(
        name="transforms",
        title="Geometric transforms",
        icon=":material/transform:",
        section="Geometry",
        question="Shift, turn, stretch, flatten: what does a matrix do to every point of the plane at once?",
        notebook=("Geometric interpretation of tensor operations",),
    ),
    Lesson(
        name="folding",
        title="Folding the plane",
        icon=":material/layers:",
        section="Geometry",
        question="Why does a network need activations: what can many layers do that one cannot?",
        notebook=("Geometric interpretation of tensor operations",),
    ),
    Lesson(
        name="derivatives",
        title="Derivatives",
        icon=":material/show_chart:",
        section="Gradients",
        question="How steep is it here, and which way is down?",
        notebook=("What is a derivative?", "Derivative of a tensor operation: The gradient"),
    ),
    Lesson(
        name="descent",
        title="Gradient descent",
        icon=":material/downhill_skiing:",
        section="Gradients",
        question="How far should a step go, and which of the optimisers is down first?",
        notebook=("The engine of neural networks: Gradient-based optimization", "Stochastic gradient descent"),
    ),
    Lesson(
        name="backpropagation",
        title="Backpropagation",
        icon=":material/account_tree:",
        section="Gradients",
        question="A network has 400,000 weights. How does one pass backward tell each of them its share of the loss?",
        notebook=("Chaining derivatives: The backpropagation algorithm",),
    ),
)


def lesson(name: str) -> Lesson:
    """Return the lesson called `name`.

    Raises
    ------
    KeyError
        There is no such lesson; the message lists those there are.

    Examples
    --------
    >>> lesson("draw").title
    'Draw a digit'
    """
    for entry in LESSONS:
        if entry.name == name:
            return entry
    raise KeyError(f"no lesson is called {name!r}; there are {', '.join(entry.name for entry in LESSONS)}")


def sections() -> dict[str, tuple[Lesson, ...]]:
    """Return the lessons under their section headings, both in the order of the table.

    Examples
    --------
    >>> [entry.name for entry in sections()["Neural network"]]
    ['draw', 'training', 'first_look', 'puzzle', 'inside']
    """
    headings = dict.fromkeys(entry.section for entry in LESSONS)
    return {heading: tuple(entry for entry in LESSONS if entry.section == heading) for heading in headings}
