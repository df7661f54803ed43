import numpy as np

from intake.vision.lighting import darkened, evened, needs_evening, paper_light


def shaded(form):
    ramp = np.linspace(1.0, 0.35, form.shape[1])[None, :, None]
    return (form * ramp).astype(np.uint8)


def test_a_clean_form_needs_no_evening(workshop):
    assert not needs_evening(paper_light(workshop.form(1000, 667)))


def test_a_deep_shadow_is_evened_out_and_print_stays_dark(workshop):
    form = workshop.form(1000, 667)
    dim = shaded(form)
    light = paper_light(dim)
    assert needs_evening(light)
    result = evened(dim, light)
    paper = form.min(axis=2) > 245
    assert np.percentile(result.min(axis=2)[paper], 5) > 205
    assert np.percentile(result.max(axis=2)[form.max(axis=2) < 60], 90) < 110


def test_a_dark_picture_is_lifted(workshop):
    dark = (workshop.form(1000, 667) * 0.3).astype(np.uint8)
    light = paper_light(dark)
    assert needs_evening(light)
    assert np.percentile(evened(dark, light), 80) > 200


def test_colours_keep_their_hue(workshop):
    dim = shaded(np.full((400, 600, 3), (180, 200, 220), np.uint8))
    result = evened(dim, paper_light(dim)).astype(float)
    assert np.abs(result[..., 0] / result[..., 2] - 180 / 220).max() < 0.05


def test_faint_print_on_shaded_paper_becomes_dark_on_white(workshop):
    faint = shaded(255 - (255 - workshop.form(1000, 667).astype(np.float32)) * 0.35)
    form = workshop.form(1000, 667).min(axis=2)
    result = darkened(faint)[..., 0]
    assert np.percentile(result[form > 245], 10) > 220
    assert np.percentile(result[form < 40], 60) < 150
