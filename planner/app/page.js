// Charts as pictures, boxes that are moved sideways within reach of the keyboard, Streamlit's own words in the language of the page.
// Runs once in a page; the language of the document and the words are set apart from it. Written without a less-than sign before a letter, which Streamlit would remove.
(() => {
  if (window.plannerPage) return;
  window.plannerPage = true;
  const CHARTS = "[data-testid=stVegaLiteChart] svg, [data-testid=stGraphVizChart] svg";
  const LOOKS = ["font-family", "font-size", "font-weight", "fill"];
  const TIMES = 2; // points of the picture per point on the screen
  const EDGE = 32; // white around it

  // The chart that stands last before its buttons.
  const chartOf = (button) => {
    let box = button.closest("[data-testid=stElementContainer]");
    while ((box = box.previousElementSibling)) {
      const svg = box.querySelector(CHARTS);
      if (svg) return svg;
    }
    return null;
  };

  // The page's own letters as part of the picture, which else cannot use them.
  const letters = async (family) => {
    const link = document.querySelector("link[rel=preload][as=font]");
    if (!link) return "";
    const blob = await (await fetch(link.href)).blob();
    const url = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(blob);
    });
    return `@font-face { font-family: ${family}; font-weight: 200 900; src: url(${url}); }`;
  };

  const picture = async (svg) => {
    const copy = svg.cloneNode(true);
    const written = [...copy.querySelectorAll("text")];
    [...svg.querySelectorAll("text")].forEach((text, i) => {
      const looks = getComputedStyle(text);
      LOOKS.forEach((name) => written[i].style.setProperty(name, looks.getPropertyValue(name)));
    });
    const box = svg.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", TIMES * box.width);
    copy.setAttribute("height", TIMES * box.height);
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = await letters(getComputedStyle(document.querySelector("h1") || document.body).fontFamily.split(",")[0]);
    copy.prepend(style);
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = TIMES * box.width + 2 * EDGE;
    canvas.height = TIMES * box.height + 2 * EDGE;
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#FFFFFF";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, EDGE, EDGE, TIMES * box.width, TIMES * box.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".picture button");
    const svg = button && chartOf(button);
    if (!svg) return;
    const said = button.parentElement.querySelector("[role=status]");
    said.textContent = "";
    try {
      if (button.dataset.do === "copy") {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": picture(svg) })]);
      } else {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(await picture(svg));
        link.download = button.dataset.file;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  });

  // A box that is moved sideways can be reached and moved with the keyboard.
  const reach = () => {
    document.querySelectorAll(CHARTS).forEach((svg) => {
      const box = svg.closest("[data-testid=stElementContainer]");
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  // The button of the field for files is called what the looks write on it.
  const named = () => {
    const word = getComputedStyle(document.documentElement).getPropertyValue("--choose").slice(1, -1);
    document.querySelectorAll("[data-testid=stFileUploaderDropzone] > span button").forEach((button) => {
      button.setAttribute("aria-label", word);
    });
  };
  // Streamlit's own words: each as it is written and what it becomes. {} is what stands in it; a colon and more may follow it.
  const ATTRIBUTES = ["aria-label", "placeholder", "title"];
  const PLACES =
    "body > :not(#root), [data-testid=portal], [role=listbox], [role=tooltip], .gdg-search-status, [data-testid=InputInstructions], " +
    "[data-testid=stStatusWidget], [data-testid=stSkipToContent], [data-testid=stFileUploader]";
  let words = [];
  const said = (text) => {
    for (const [written, becomes] of words) {
      const found = written.exec(text.trim());
      if (found) return becomes.includes("{}") ? becomes.replace("{}", () => found[1]) : becomes + (found[1] || "");
    }
    return text;
  };
  const speak = (root) => {
    if (!root || root.closest("svg")) return;
    ATTRIBUTES.forEach((name) => {
      [root, ...root.querySelectorAll(`[${name}]:not(svg *)`)].forEach((box) => {
        const text = box.getAttribute(name);
        if (text && said(text) !== text) box.setAttribute(name, said(text));
      });
    });
    (root.closest(PLACES) ? [root] : [...root.querySelectorAll(PLACES)]).forEach((place) => {
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        if (said(text.data) !== text.data) text.data = said(text.data);
      }
    });
  };
  window.plannerSpeak = (pairs) => {
    const exactly = (text) => text.replace(/[.*+?^$()|[\]\\/]/g, "\\$&");
    words = pairs.map(([written, becomes]) => {
      const more = written.includes("{}") ? exactly(written).replace("{}", "(.+)") : `${exactly(written)}(: .+)?`;
      return [new RegExp(`^${more}$`), becomes];
    });
    speak(document.body);
  };
  let soon;
  const later = () => {
    clearTimeout(soon);
    soon = setTimeout(() => [reach, named].forEach((each) => each()), 200);
  };
  new MutationObserver((changes) => {
    changes.forEach(({ type, target, addedNodes }) => {
      if (type === "characterData") speak(target.parentElement);
      else addedNodes.forEach((node) => speak(node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement));
    });
    later();
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  window.addEventListener("resize", later);
  later();
})();
