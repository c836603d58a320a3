"""Everything that the article says about the role stands in the framework, word for word."""

import re

import pytest

# Each with its title in English and Thai and the article's own sentence about it.

RESPONSIBILITIES = [
    (
        "Identify and Pursue Large Deals",
        "ค้นหาและผลักดันดีลขนาดใหญ่",
        (
            "ค้นหาลูกค้าองค์กรที่มีศักยภาพ สร้างความสัมพันธ์กับผู้มีอำนาจตัดสินใจ "
            "และติดตามโอกาสในการทำธุรกิจขนาดใหญ่ที่สามารถสร้างผลกระทบเชิงบวกต่อรายได้ของบริษัท"
        ),
    ),
    (
        "Develop and Execute Sales Strategies",
        "วางและขับเคลื่อนกลยุทธ์การขาย",
        (
            "พัฒนากลยุทธ์การขายที่มุ่งเป้าไปยังอุตสาหกรรม บริษัท หรือกลุ่มลูกค้าเฉพาะ "
            "และดำเนินกลยุทธ์เหล่านั้นผ่านการหาลูกค้าใหม่ การสร้างเครือข่าย "
            "และการสร้างความสัมพันธ์"
        ),
    ),
    (
        "Manage a Large Sales Territory",
        "บริหารพื้นที่การขายขนาดใหญ่",
        (
            "จัดการพื้นที่การขายในพื้นที่ภูมิศาสตร์ขนาดใหญ่หรือกลุ่มอุตสาหกรรม "
            "ซึ่งต้องอาศัยทักษะการจัดการที่แข็งแกร่ง การเดินทาง "
            "และความสามารถในการทำงานอย่างอิสระ"
        ),
    ),
    (
        "Lead Complex Sales Cycles",
        "นำกระบวนการขายที่ซับซ้อน",
        (
            "นำกระบวนการขายที่ซับซ้อนซึ่งเกี่ยวข้องกับผู้มีส่วนได้ส่วนเสีย "
            "ผู้มีอำนาจตัดสินใจ และผู้มีอิทธิพลหลายฝ่าย "
            "โดยมักมีการเสนอผลิตภัณฑ์หรือโซลูชันหลายรายการ"
        ),
    ),
    (
        "Collaborate with Cross-Functional Teams",
        "ร่วมมือกับทีมข้ามสายงาน",
        (
            "ร่วมมือกับทีมงานจากหลากหลายแผนก รวมถึงการตลาด การจัดการผลิตภัณฑ์ และวิศวกรรม "
            "เพื่อพัฒนาและปรับปรุงกลยุทธ์การขาย ข้อความสื่อสาร และเอกสารสนับสนุนการขาย"
        ),
    ),
    (
        "Build and Maintain Strong Relationships",
        "สร้างและรักษาความสัมพันธ์ที่แข็งแกร่ง",
        (
            "สร้างและรักษาความสัมพันธ์ที่แข็งแกร่งกับลูกค้า คู่ค้า "
            "และผู้มีส่วนได้ส่วนเสียอื่น ๆ เพื่อสร้างธุรกิจซ้ำ การแนะนำบอกต่อ "
            "และชื่อเสียงที่ดีในตลาด"
        ),
    ),
    (
        "Meet or Exceed Sales Targets",
        "ทำยอดขายให้ถึงหรือเกินเป้าหมาย",
        (
            "บรรลุหรือเกินเป้าหมายการขายในแต่ละไตรมาสและประจำปี "
            "ซึ่งอาจต้องใช้วิธีการขายที่สร้างสรรค์ แนวทางการขายที่แปลกใหม่ "
            "และความเข้าใจลึกซึ้งต่อความต้องการของลูกค้า"
        ),
    ),
    (
        "Stay Up-to-Date on Industry Trends",
        "ติดตามแนวโน้มอุตสาหกรรมให้ทันอยู่เสมอ",
        (
            "ติดตามแนวโน้มอุตสาหกรรม พัฒนาการของตลาด และกิจกรรมของคู่แข่งอย่างใกล้ชิด "
            "เพื่อปรับปรุงกลยุทธ์การขายและรักษาความได้เปรียบในการแข่งขัน"
        ),
    ),
    (
        "Provide Sales Coaching and Support",
        "โค้ชและสนับสนุนทีมขาย",
        "ให้คำแนะนำและสนับสนุนสมาชิกทีมขายคนอื่น ๆ เพื่อช่วยให้พวกเขาพัฒนาทักษะและบรรลุเป้าหมายการขายของตนเอง",
    ),
    (
        "Manage a Team of Sales Professionals",
        "บริหารทีมงานขาย",
        (
            "จัดการทีมงานขาย รวมถึงการสรรหาบุคลากร การฝึกอบรม การให้คำปรึกษา "
            "และการประเมินผลการทำงาน เพื่อผลักดันผลลัพธ์ตามเป้าหมายที่วางไว้"
        ),
    ),
]

KPIS = [
    (
        "Revenue",
        "ยอดขายรวม",
        "ยอดขายรวมที่สร้างขึ้นในช่วงเวลาที่กำหนด (เช่น ไตรมาสหรือปี)",
    ),
    (
        "Pipeline Velocity",
        "ความเร็วของไปป์ไลน์การขาย",
        "ความเร็วที่โอกาสในการขายเคลื่อนผ่าน Pipeline วัดได้จากขนาดของดีลเฉลี่ยและจำนวนดีลที่ปิดได้",
    ),
    (
        "Opportunity Conversion Rate",
        "อัตราการเปลี่ยนโอกาสเป็นลูกค้า",
        "เปอร์เซ็นต์ของลูกค้าที่ผ่านการคัดกรองแล้วและแปลงเป็นลูกค้าที่ชำระเงิน",
    ),
    (
        "Average Deal Size",
        "มูลค่าดีลเฉลี่ย",
        "มูลค่าเฉลี่ยของการขายหรือธุรกรรมแต่ละครั้ง",
    ),
    (
        "Customer Acquisition Cost (CAC)",
        "ต้นทุนการหาลูกค้าใหม่ (CAC)",
        "ต้นทุนที่เกี่ยวข้องกับการหาลูกค้าใหม่ รวมถึงค่าใช้จ่ายด้านการขายและการตลาด",
    ),
    (
        "Sales Cycle Length",
        "ระยะเวลาปิดการขาย",
        "ระยะเวลาที่ใช้ในการปิดดีลตั้งแต่การติดต่อครั้งแรกจนถึงการเซ็นสัญญา",
    ),
    (
        "Customer Retention Rate",
        "อัตราการรักษาลูกค้า",
        "เปอร์เซ็นต์ของลูกค้าที่มีอยู่ที่ยังคงใช้บริการในช่วงเวลาที่กำหนด",
    ),
    (
        "Net Promoter Score (NPS)",
        "คะแนนความภักดีของลูกค้า (NPS)",
        "การวัดความพึงพอใจของลูกค้า โดยคะแนนที่สูงขึ้นแสดงถึงความภักดีและการรักษาลูกค้าที่มากขึ้น",
    ),
    (
        "Sales Cycle Efficiency",
        "ประสิทธิภาพของรอบการขาย",
        "อัตราส่วนของดีลที่ปิดได้ต่อจำนวนโอกาสในการขายที่ดำเนินการ",
    ),
    (
        "Territory Coverage",
        "ความครอบคลุมพื้นที่การขาย",
        "เปอร์เซ็นต์ของบัญชีหรืออุตสาหกรรมเป้าหมายที่ได้รับการติดต่อและขายในช่วงเวลาที่กำหนด",
    ),
    (
        "Account Growth",
        "การเติบโตของลูกค้าปัจจุบัน",
        "การเพิ่มขึ้นของรายได้จากลูกค้าปัจจุบันในช่วงเวลาหนึ่ง แสดงถึงความสำเร็จในการขายเพิ่มและขายข้ามสินค้า",
    ),
    (
        "New Customer Acquisition",
        "การหาลูกค้าใหม่",
        "จำนวนลูกค้าใหม่ที่เพิ่มเข้ามาในฐานลูกค้าในช่วงเวลาที่กำหนด",
    ),
    (
        "Quota Achievement",
        "การบรรลุเป้าหมายการขาย",
        "การบรรลุหรือเกินเป้าหมายการขายส่วนบุคคลในช่วงเวลาที่กำหนด (เช่น ไตรมาส)",
    ),
    (
        "Sales-Generated Revenue",
        "สัดส่วนรายได้จากการขายโดยตรง",
        (
            "เปอร์เซ็นต์ของรายได้รวมที่เกิดจากความพยายามในการขายโดยตรง "
            "ไม่รวมรายได้จากแหล่งอื่น ๆ (เช่น บริการหรือการสนับสนุน)"
        ),
    ),
]


@pytest.fixture(scope="module")
def declarations(director_rules):
    """Title -> its translation and the text of the declaration up to the next one."""
    text = director_rules.read_text(encoding="utf-8")
    pattern = re.compile(r'^ *(?:responsibility|kpi) \w+ "([^"]+)"\s+th "([^"]+)"', re.MULTILINE)
    heads = list(pattern.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {
        head[1]: (head[2], text[head.end() : end]) for head, end in zip(heads, ends, strict=True)
    }


def test_the_framework_declares_the_articles_responsibilities_and_kpis_and_no_others(declarations):
    assert set(declarations) == {title for title, _, _ in RESPONSIBILITIES + KPIS}
    assert (len(RESPONSIBILITIES), len(KPIS)) == (10, 14)


@pytest.mark.parametrize(
    ("title", "thai_title", "definition"),
    RESPONSIBILITIES + KPIS,
    ids=[title for title, _, _ in RESPONSIBILITIES + KPIS],
)
def test_title_and_definition(declarations, title, thai_title, definition):
    translation, text = declarations[title]
    assert translation == thai_title
    english, thai = re.search(r'description: "([^"]+)"\s+th "([^"]+)"', text).groups()
    assert thai == definition
    assert english.isascii()
